@echo off
rem Cai ihanoi-eval tu goi nay, khong can mang. Tep nay CHUA DUOC CHAY THU tren Windows.
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0" || goto no_place
if not exist wheels\ goto no_place
set PY=py -PYTHON_VERSION
%PY% -c "import sys; sys.exit(not sys.version.startswith('PYTHON_VERSION.') or sys.maxsize < 2**32)" 2>nul && goto found
set PY=python
%PY% -c "import sys; sys.exit(not sys.version.startswith('PYTHON_VERSION.') or sys.maxsize < 2**32)" 2>nul || goto no_python
:found
%PY% -m venv --clear .venv || goto failed
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels -c constraints.txt ihanoi-eval || goto failed
.venv\Scripts\ihanoi-eval doctor
echo Cài xong. Làm thử: .venv\Scripts\ihanoi-eval demo
echo Mở JupyterLab: .venv\Scripts\jupyter-lab notebooks
pause
exit /b 0
:no_place
echo Giải nén cả gói vào một thư mục của máy, không phải ổ đĩa mạng, rồi chạy setup.bat ở đó
pause
exit /b 2
:no_python
echo Cần Python PYTHON_VERSION bản 64 bit cho Windows (python.org); cài xong rồi chạy lại setup.bat
pause
exit /b 2
:failed
echo Chưa cài được. Thử giải nén vào thư mục có đường dẫn ngắn như C:\ihanoi rồi chạy lại; nếu vẫn lỗi, chụp màn hình này gửi người hỗ trợ.
pause
exit /b 2
