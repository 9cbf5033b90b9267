# Sourced by benches that run in namespaces of their own: says what is missing, and leaves nothing behind.

stop() { echo "$1" >&2; exit 2; }

# need PACKAGES TOOL...
need() {
  local packages=$1 tool
  shift
  [ "$(id -u)" = 0 ] || stop "needs root: it makes network namespaces"
  [ -f target/quorate.jar ] || stop "target/quorate.jar is not there: mvn -q package -DskipTests"
  for tool in "$@"; do
    command -v "$tool" >/dev/null || stop "$tool is not there (Debian: $packages)"
  done
}

# Whatever happens to the script, nothing of it is left: all that it starts lives in these namespaces.
export QUORATE_LAB="qa$$"
clean_up() {
  if [ -n "${child:-}" ]; then
    kill -9 "$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
  fi
  for namespace in $(ip netns list | awk '{ print $1 }' | grep "^$QUORATE_LAB-" || true); do
    for pid in $(ip netns pids "$namespace"); do kill -9 "$pid" 2>/dev/null || true; done
    ip netns del "$namespace" || true
  done
}

# guarded COMMAND...: in the background, so that a signal is heard at once.
guarded() {
  trap clean_up EXIT
  trap 'exit 130' INT TERM
  "$@" & child=$!
  wait "$child"
}
