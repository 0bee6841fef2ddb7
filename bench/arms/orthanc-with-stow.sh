#!/bin/sh
# Orthanc with the product's settings, and direct-stow.lua in the place of its filter.
set -eu
mkdir /tmp/etc
cp -L /etc/orthanc/* /tmp/etc/
sed -i 's#/usr/share/collimator/filter.lua#/bench/direct-stow.lua#' /tmp/etc/orthanc.json
exec Orthanc /tmp/etc
