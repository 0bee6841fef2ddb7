#!/bin/sh
# with-apt COMMAND...: runs a command in an image build with apt pointed at Debian trixie and its security
# updates (or mirrors of them), behind a TLS-inspecting proxy too, and leaves no package lists behind.
# APT_MIRROR, APT_SECURITY_MIRROR: mirrors. ORTHANC_SUITE: a second suite, used only where named by -t.
set -eu
mirror=${APT_MIRROR:-http://deb.debian.org/debian}
security=${APT_SECURITY_MIRROR:-http://deb.debian.org/debian-security}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
cat >/etc/apt/sources.list.d/debian.sources <<EOF
Types: deb
URIs: $mirror
Suites: trixie trixie-updates
Components: main
Signed-By: $keyring

Types: deb
URIs: $security
Suites: trixie-security
Components: main
Signed-By: $keyring
EOF

if [ -n "${ORTHANC_SUITE:-}" ] && [ "$ORTHANC_SUITE" != trixie ]; then
  # A mirror may serve testing past its Valid-Until date; signatures are checked all the same.
  cat >/etc/apt/sources.list.d/orthanc.sources <<EOF
Types: deb
URIs: $mirror
Suites: $ORTHANC_SUITE
Components: main
Signed-By: $keyring
Check-Valid-Until: no
EOF
  printf 'Package: *\nPin: release n=%s\nPin-Priority: 100\n' "$ORTHANC_SUITE" >/etc/apt/preferences.d/orthanc
fi

if [ -s /run/secrets/extra_ca ]; then
  printf 'Acquire::https::CaInfo "/run/secrets/extra_ca";\n' >/etc/apt/apt.conf.d/90extra-ca
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
# An old base image would keep holes that Debian has closed since.
apt-get -y upgrade
"$@"
rm -f /etc/apt/apt.conf.d/90extra-ca /etc/apt/sources.list.d/*
rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log
