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
