@echo off
rem Skiagraph without a window: skiagraph analyze FILE --model ID
"%~dp0Skiagraph.exe" --command-line -- %*
