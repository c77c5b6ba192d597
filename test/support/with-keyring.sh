#!/bin/sh
# with-keyring.sh STATE COMMAND…  runs the command in a D-Bus session of its own, which ends with it. STATE:
#   unlocked  with an unlocked keyring
#   locked    with a keyring that is locked, and nobody there to unlock it
#   none      with no keyring made yet, and nobody there to make one
# HOME is where the keyring is kept. Needs dbus and gnome-keyring.
set -eu
state=$1
shift
unset XDG_DATA_HOME XDG_CONFIG_HOME DBUS_SESSION_BUS_ADDRESS DISPLAY WAYLAND_DISPLAY || true

# Each session has a runtime directory of its own, or the second would talk to the first one's daemon.
session() {
  XDG_RUNTIME_DIR=$(mktemp -d)
  export XDG_RUNTIME_DIR
  dbus-run-session -- "$@" && status=0 || status=$?
  rm -rf "$XDG_RUNTIME_DIR"
  return $status
}

# In the foreground, so that its process is known and can be ended; ready once it owns its name on the bus.
with_daemon='
  printf test | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
  for i in $(seq 200); do
    dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q "boolean true" && break
    sleep 0.05
  done
  "$@" && status=0 || status=$?
  kill $!
  wait $! 2>/dev/null || true
  exit $status
'

case $state in
  unlocked) session sh -c "$with_daemon" sh "$@" ;;
  # Unlocking a keyring for the first time makes it. In the next session the bus starts a daemon that knows no password.
  locked) session sh -c "$with_daemon" sh true && session "$@" ;;
  none) session "$@" ;;
  *) echo "unknown state: $state" >&2; exit 2 ;;
esac
