"""What holds for every test."""

import os

from hypothesis import settings

settings.register_profile(
    "house",
    deadline=None,  # a busy machine is no wrong result
    derandomize="CI" in os.environ,  # the same commit passes or fails there, at a desk it explores
)
settings.load_profile("house")
