#!/bin/sh
# Cài ihanoi-eval từ gói này, không cần mạng: sh setup.sh
set -eu
cd "$(dirname "$0")"
wanted=PYTHON_VERSION
python=
for name in "python$wanted" python3 python; do
    if "$name" -c "import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '$wanted')" 2>/dev/null; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "Cần Python $wanted có venv (Debian, Ubuntu: python$wanted và python$wanted-venv); cài xong rồi chạy lại: sh setup.sh" >&2
    exit 2
fi
"$python" -m venv --clear .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels -c constraints.txt ihanoi-eval
.venv/bin/ihanoi-eval doctor || true
echo "Cài xong. Làm thử: .venv/bin/ihanoi-eval demo. Mở JupyterLab: .venv/bin/jupyter-lab notebooks"
