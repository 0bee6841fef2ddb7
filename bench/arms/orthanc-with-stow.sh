#!/bin/sh
# Orthanc with the product's settings, and direct-stow.lua behind its filter.
set -eu
mkdir /tmp/etc
cp -L /etc/orthanc/* /tmp/etc/
cat /usr/share/collimator/filter.lua /bench/direct-stow.lua > /tmp/filter.lua
sed -i 's#/usr/share/collimator/filter.lua#/tmp/filter.lua#' /tmp/etc/orthanc.json
exec Orthanc /tmp/etc
