# shellcheck shell=bash
# ./test --azure: the app on the packages of Azure Functions, under the Functions host, with Azurite. Sourced by ./test.
: "${root:?}"

# All of it in a folder of its own, so that the standalone build stays as it is; below tests/, whose npm packages it starts.
azure() {
  mkdir -p tests/artifacts
  out=$(mktemp -d "$root/tests/artifacts/azure.XXXXXX")
  trap 'rm -rf "$out"' EXIT
  npm_packages
  azure_needs
  azure_make publish functions/Plum.Functions -o "$out/app"
  azure_make build tests/Plum.Standalone.Tests
  tests_dll="$out/artifacts/bin/Plum.Standalone.Tests/release/Plum.Standalone.Tests.dll" run_tests Plum.Standalone.Tests
  progress "Building …"
  build tests/Plum.Functions.Tests
  PLUM_TEST_HOST=func PLUM_TEST_APP="$out/app" run_tests Plum.Functions.Tests -class '*.EndToEnd.WholeCampaignTests'
}

# Names all that is missing and ends with 3, before anything is built.
azure_needs() {
  local missing=()
  progress "Restoring the packages of Azure Functions …"
  for project in functions/Plum.Functions tests/Plum.Standalone.Tests; do
    dotnet restore "$project" -p:PlumRuntime=azure --artifacts-path "$out/artifacts" </dev/null || true
  done >"$out/restore.log" 2>&1
  progress_done
  local packages
  packages=$(sed -nE 's/.*error NU110[0-3]: Unable to find (a stable )?package ([A-Za-z0-9.]*[A-Za-z0-9])( with version \(>= ([^)]+)\))?.*/\2 \4/p' "$out/restore.log" |
    sed 's/ $//' | sort -u | paste -sd, - | sed 's/,/, /g')
  [ -z "$packages" ] || missing+=("The package feed does not carry: $packages.")
  command -v node >/dev/null 2>&1 && [ -d tests/node_modules/azurite ] || missing+=("Azurite is missing: install node and npm.")
  command -v func >/dev/null 2>&1 || missing+=("Azure Functions Core Tools are missing: npm install --global azure-functions-core-tools@4")
  if [ ${#missing[@]} != 0 ]; then
    printf '%s\n' "${missing[@]}"
    exit 3
  fi
}

# azure_make COMMAND PROJECT [ARGUMENT…]: with the Azure packages; only errors are shown.
azure_make() {
  local log="$out/build.log"
  progress "Building $2 with the Azure packages …"
  if ! dotnet "$@" -c Release -v quiet -nologo -p:PlumRuntime=azure --artifacts-path "$out/artifacts" >"$log" 2>&1 </dev/null; then
    progress_done
    grep -E 'error' "$log" | sed "s#$root/##g" | sort -u | head -40 >&2 || tail -40 "$log" >&2
    die "$2 does not build with the Azure packages."
  fi
  progress_done
}
