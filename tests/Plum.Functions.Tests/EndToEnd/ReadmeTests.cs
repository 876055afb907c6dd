using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>README's commands, typed as they stand there.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task Commands_QueueACall_AndRunACampaign()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix alone: bash runs the commands");
        _ = Tool.Curl.Path; // skips where there is none
        var morning = new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.FromHours(-5));
        await using var plum = await PlumServer.StartAsync(new() { Start = morning });
        var folder = Directory.CreateTempSubdirectory("plum-readme-").FullName;
        var commands = string.Join('\n', Commands().Matches(Readme()).Select(block => block.Groups[1].Value))
            .Replace("localhost:7071", plum.Address.Authority, StringComparison.Ordinal);

        var answers = await Tool.Bash.RunAsync(["-e", "-c", $"cd '{folder}'\n{commands}"]);

        Directory.Delete(folder, recursive: true);
        Assert.Contains("<queuecall status=\"queued\" call_id=\"1\">", answers, StringComparison.Ordinal);
        var campaign = JsonNode.Parse(answers[answers.LastIndexOf("{\"campaign_id\"", StringComparison.Ordinal)..])!;
        Assert.Equal("started", campaign["state"]!.GetValue<string>());
        Assert.Equal(3, campaign["counts"]!["waiting"]!.GetValue<int>());
    }

    private static string Readme([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "README.md"));

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Commands();
}
