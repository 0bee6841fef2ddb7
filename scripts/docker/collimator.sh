#!/bin/sh
# The gateway image's one command: what it is told to be.
set -eu
lua=/usr/share/collimator/lua
case "${1:-}" in
  gateway)
    luajit "$lua/entry/before-nginx.lua"
    exec nginx -c /etc/collimator/nginx/nginx.conf -e stderr -g 'daemon off;'
    ;;
  setup) exec luajit "$lua/entry/setup.lua" ;;
  *) exec luajit "$lua/entry/cli.lua" "$@" ;;
esac
