# shellcheck shell=bash
# Shared by ./run, ./test, ./bench and the scripts here: finds the SDK, builds quietly. Sourced with $root set.
: "${root:?}"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# A service account may have no home: the SDK and its packages then live in the checkout.
if [ ! -w "${HOME:-/nonexistent}" ]; then
  export DOTNET_CLI_HOME="$root/artifacts/home" HOME="$root/artifacts/home"
  mkdir -p "$HOME" 2>/dev/null || true
fi

# Build servers outlive the build; on a build machine nobody uses them again.
if [ -n "${CI:-}" ]; then
  export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
fi

die() { printf '%s\n' "$*" >&2; exit 1; }

# The one place of the version is functions/Directory.Build.props.
version() { sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/functions/Directory.Build.props"; }

# One line that goes away again on a terminal, stays elsewhere.
progress() { if [ -t 2 ]; then printf '\r\033[K%s' "$*" >&2; else printf '%s\n' "$*" >&2; fi; }
progress_done() { if [ -t 2 ]; then printf '\r\033[K' >&2; fi; }

need_dotnet() {
  if ! command -v dotnet >/dev/null 2>&1; then
    local place
    for place in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/local/share/dotnet /usr/lib/dotnet; do
      if [ -n "$place" ] && [ -x "$place/dotnet" ]; then PATH="$place:$PATH"; fi
    done
  fi

  command -v dotnet >/dev/null 2>&1 ||
    die "The .NET 10 SDK is missing: install it from https://dot.net/download and start again."
}

need_sdk() {
  need_dotnet
  local sdks
  sdks=$(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' -)
  case " $sdks" in
    *' 10.'*) ;;
    *) die "PlumFunctions needs the .NET 10 SDK, found ${sdks:-only the runtime}: install it from https://dot.net/download and start again." ;;
  esac
}

# build PROJECT [ARGUMENT…]: Release; only errors are shown. The analyzers cost two fifths of the time: `dotnet build` and ./test --all
# run them, who only wants to run it does not wait for them.
build() {
  local log status
  log=$(mktemp)
  status=0
  dotnet build "$@" -c Release -v quiet -nologo -clp:NoSummary >"$log" 2>&1 </dev/null || status=$?
  progress_done
  if [ $status != 0 ]; then
    grep -E 'error|warning' "$log" | sed "s#$root/##g" | sort -u | head -40 >&2 || tail -40 "$log" >&2
  fi
  rm -f "$log"
  [ $status = 0 ] || die "The build failed."
}

# build_once PROJECT DLL [SOURCE…]: builds unless every source is older than the last build made here. Sources are functions and the
# files and folders named. Settings are none, nor is the folder whose time changes when ./run puts them there.
build_once() {
  local project=$1 dll=$2 stamp changed=1
  shift 2
  need_dotnet
  stamp="$root/artifacts/$(basename "$project").stamp"
  if [ -f "$stamp" ] && [ -f "$dll" ] && ! [ "$dll" -nt "$stamp.end" ]; then
    changed=$(find "$root/functions" "$root/.editorconfig" "$@" \( -name bin -o -name obj -o -name node_modules -o -name artifacts \) -prune \
      -o -newer "$stamp" ! -name local.settings.json ! -path "$root/functions/Plum.Functions" ! -path "$root/tests" -print || echo unknown)
  fi
  if [ -n "$changed" ]; then
    need_sdk
    progress "Building PlumFunctions (the first time takes a minute or two) …"
    mkdir -p "$root/artifacts"
    rm -f "$stamp"
    touch "$stamp.begin" # what is saved while it builds is newer
    build "$project" -p:RunAnalyzers=false
    touch "$stamp.end"
    mv "$stamp.begin" "$stamp"
  fi
}

# need WHAT PACKAGES MISSING CHECK…: what is used besides .NET. Root on Debian gets it; elsewhere it is named, and what comes of its absence.
need() {
  local what=$1 packages=$2 missing=$3
  shift 3
  if "$@" >/dev/null 2>&1; then
    return
  fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    progress "Installing $what …"
    if [ -z "${apt_updated:-}" ]; then
      apt update -qq
      apt_updated=1
    fi
    # shellcheck disable=SC2086
    apt install -y -qq --no-install-recommends $packages
    progress_done
  fi
  "$@" >/dev/null 2>&1 || echo "Missing: $what (apt-get install $packages); $missing." >&2
}

# A network that is away costs minutes, never the whole time a build machine gives.
apt() {
  [ $SECONDS -lt 300 ] || return 0
  DEBIAN_FRONTEND=noninteractive timeout -k 10 150 apt-get -o DPkg::Lock::Timeout=60 "$@" >/dev/null 2>&1 </dev/null || true
}

# The console is built with the app where npm is there. An app that was built without npm is built again once npm is there.
need_npm() {
  local tried="$root/artifacts/console.tried"
  if [ ! -f "$root/functions/Plum.Functions/obj/console.stamp" ] && [ ! -f "$tried" ]; then
    need "node and npm" "nodejs npm" "$1" command -v npm
    if command -v npm >/dev/null 2>&1; then
      rm -f "$root"/artifacts/*.stamp
      mkdir -p "$root/artifacts"
      touch "$tried"
    fi
  fi
}

# npm_packages FOLDER MISSING: what its package.json names, as its lock file has it, unless it is there already.
npm_packages() {
  local folder=$1 missing=$2 log
  if ! command -v npm >/dev/null 2>&1 || [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ]; then
    return
  fi
  log=$(mktemp)
  if npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund >"$log" 2>&1 </dev/null; then
    touch "$folder/node_modules/.package-lock.json"
  else
    echo "npm ci failed ($(grep -m1 -E 'npm (error|ERR!)' "$log" || tail -n 1 "$log")): $missing." >&2
    rm -rf "$folder/node_modules"
  fi
  rm -f "$log"
}
