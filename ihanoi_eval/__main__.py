"""The command line, also as `python -m ihanoi_eval`."""

from ihanoi_eval.cli import main

if __name__ == "__main__":
    main()
