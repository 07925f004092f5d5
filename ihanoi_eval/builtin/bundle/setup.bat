@echo off
rem Cai ihanoi-eval tu goi nay, khong can mang. Tep nay CHUA DUOC CHAY THU tren Windows.
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"
py -PYTHON_VERSION -m venv --clear .venv || goto no_python
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels -c constraints.txt ihanoi-eval || goto failed
.venv\Scripts\ihanoi-eval doctor
echo Cài xong. Làm thử: .venv\Scripts\ihanoi-eval demo
pause
exit /b 0
:no_python
echo Cần Python PYTHON_VERSION bản 64 bit cho Windows (python.org); cài xong rồi chạy lại setup.bat
pause
exit /b 2
:failed
echo Chưa cài được. Chụp màn hình này gửi người hỗ trợ.
pause
exit /b 2
