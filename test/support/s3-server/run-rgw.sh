#!/bin/bash
# run-rgw.sh DIR PORT MONITOR_PORT MONITOR_PORT_OLD ACCESS_KEY SECRET
# A Ceph cluster of one with its S3 gateway on this computer alone, all of it in DIR. Prints the address when it answers, and
# ends, daemons included, when its standard input does: so it never outlives whoever started it. Needs radosgw, ceph-mon, ceph-osd.
set -euo pipefail
dir=$1 port=$2 monitor=$3 monitor_old=$4 access_key=$5 secret=$6
mkdir -p "$dir"/{mon,osd,run,log}
cd "$dir"
fsid=$(cat /proc/sys/kernel/random/uuid)
cat > ceph.conf <<CONF
[global]
fsid = $fsid
mon host = [v2:127.0.0.1:$monitor,v1:127.0.0.1:$monitor_old]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
run dir = $dir/run
admin socket = $dir/run/\$name.asok
pid file = $dir/run/\$name.pid
log file = $dir/log/\$name.log
mon cluster log file = $dir/log/cluster.log
crash dir = $dir/log
keyring = $dir/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail crit = 1
mon data avail warn = 2
mon max pg per osd = 1000
mon warn on pool no redundancy = false
ms bind ipv6 = false
[mon]
mon data = $dir/mon
[osd]
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 4294967296
[client]
# Without nodelay every answer waits 40 ms for the client to acknowledge its beginning.
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw enable apis = s3, admin
rgw thread pool size = 32
rgw dns name = localhost
rgw relaxed s3 bucket names = true
# What is used of a quota is counted anew each time.
rgw bucket quota ttl = 0
CONF
export CEPH_CONF=$dir/ceph.conf
daemons=()
finish() {
  kill "${daemons[@]}" 2>/dev/null || true
  for _ in $(seq 40); do kill -0 "${daemons[@]}" 2>/dev/null || break; sleep 0.1; done
  kill -9 "${daemons[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  cd / && rm -rf "$dir"
}
trap finish EXIT

monmaptool --create --clobber --fsid "$fsid" --addv a "[v2:127.0.0.1:$monitor,v1:127.0.0.1:$monitor_old]" monmap >/dev/null
ceph-authtool --create-keyring keyring --gen-key -n mon. --cap mon 'allow *' >/dev/null
ceph-authtool keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' >/dev/null
ceph-authtool keyring --gen-key -n osd.0 --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' >/dev/null
ceph-mon --mkfs -i a --monmap monmap --mon-data mon --keyring keyring >/dev/null
ceph-mon -f -i a </dev/null >log/mon.out 2>&1 & daemons+=($!)
ceph osd create >/dev/null
ceph-osd -i 0 --mkfs --osd-uuid "$(cat /proc/sys/kernel/random/uuid)" >log/mkfs.out 2>&1
ceph osd crush add osd.0 1.0 root=default host=localhost >/dev/null 2>&1
ceph-osd -f -i 0 </dev/null >log/osd.out 2>&1 & daemons+=($!)
for _ in $(seq 120); do ceph osd stat 2>/dev/null | grep -q '1 up' && break; sleep 0.25; done
radosgw -f -n client.admin </dev/null >log/rgw.out 2>&1 & daemons+=($!)
for _ in $(seq 240); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.25; done
radosgw-admin -n client.admin user create --uid=test --display-name=test --access-key="$access_key" --secret="$secret" >/dev/null 2>log/user.err
echo "http://127.0.0.1:$port"
cat >/dev/null
