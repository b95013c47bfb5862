#!/bin/sh
# Runs a command where nothing can be reached, and writes what it tried to send.
#
#   no-network.sh loopback|interface COUNTS COMMAND…
#
# To be started inside a network namespace of its own (`unshare --net --mount`). `loopback`: nothing but the loopback.
# `interface`: also one that could send anywhere, with a route to the whole world. After the command the file COUNTS has
# lines `before NAME COUNT` and `after NAME COUNT`, and `proof NAME COUNT` after one packet was sent on purpose. Exit 77:
# the machine cannot do this, and says why.
set -u
kind=$1
counts=$2
shift 2

cannot() {
  echo "$1" >&2
  exit 77
}

ip link set lo up || cannot 'the loopback cannot be switched on'

# names are asked of a server that lies outside, wherever this machine asks otherwise
resolver=$(mktemp)
echo 'nameserver 192.0.2.53' >"$resolver"
mount --bind "$resolver" "$(readlink -f /etc/resolv.conf)" || echo 'the name server stays as it is' >&2

if [ "$kind" = interface ]; then
  ip link add sender type veth peer name receiver || cannot 'no pair of virtual interfaces can be made'
  for name in sender receiver; do
    # IPv6 greets its neighbours by itself as soon as an interface is up
    echo 1 >"/proc/sys/net/ipv6/conf/$name/disable_ipv6" || cannot 'IPv6 cannot be switched off'
  done
  ip link set receiver up
  ip address add 192.0.2.1/24 dev sender
  ip link set sender up
  ip neighbour add 192.0.2.254 lladdr 02:00:00:00:00:01 dev sender
  ip route add default via 192.0.2.254 dev sender || cannot 'no route can be added'
fi

# Packets that left by an interface other than the loopback, and those that found no way out. IPv6 is left out of the
# latter: Chromium asks the kernel at its start whether there is a route, with a socket that never sends.
count() {
  for name in $(sed -n 's/^ *\([^ :]*\):.*/\1/p' /proc/net/dev); do
    if [ "$name" != lo ]; then
      sed -n "s/^ *$name://p" /proc/net/dev | awk -v line="$1 $name" '{ print line, $10 }'
    fi
  done
  awk -v line="$1 unroutable" '
    /^Ip:/ && !column { for (i = 1; i <= NF; i++) if ($i == "OutNoRoutes") column = i; next }
    /^Ip:/ { print line, $column }' /proc/net/snmp
}

count before >"$counts"
"$@"
status=$?
count after >>"$counts"
node -e '
  const socket = require("node:dgram").createSocket("udp4");
  socket.send("x", 9, "198.51.100.7", () => socket.close());
'
count proof >>"$counts"
exit $status
