using System.Text.Json;
using Xunit;

namespace Plum.Functions.Tests.Support;

/// <summary>Runs the tests' PHP scripts, which read JSON from their input and print JSON.</summary>
internal static class Php
{
    private static readonly Lazy<Task<bool>> Complete = new(
        async () => await Tool.Php.RunAsync(
            ["-r", "echo (int) (extension_loaded('curl') && extension_loaded('simplexml'));"]) == "1");

    public static async Task<JsonElement> RunAsync(string script, object input)
    {
        Assert.SkipUnless(await Complete.Value, "Missing: PHP's curl or SimpleXML (apt-get install php-curl php-xml)");
        var output = await Tool.Php.RunAsync(
            ["-d", "display_errors=stderr", Tool.Script(script)], JsonSerializer.Serialize(input));
        return JsonElement.Parse(output);
    }
}
