using System.Diagnostics;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>What the log looks like to whoever starts the service.</summary>
public sealed class ConsoleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plum-console-").FullName;

    [Theory]
    [InlineData(
        "",
        "^[0-9]{2}:[0-9]{2}:[0-9]{2} info: Plum\\..* Created the first admin, account [a-z0-9]+ with login boss\\.")]
    [InlineData("json", "^\\{.*\"Message\":\"Created the first admin, account [a-z0-9]+ with login boss\\..*\\}$")]
    public async Task Event_IsOneLine(string formatter, string pattern)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Plum.Standalone.dll"), "--environment=Development",
                "--urls=http://127.0.0.1:0", $"--data={_folder}",
                "--Plum:FirstAdmin:Login=boss", "--Plum:FirstAdmin:Pin=975318",
            ])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        };
        if (formatter.Length > 0)
        {
            start.Environment["Logging__Console__FormatterName"] = formatter;
        }

        using var process = Process.Start(start)!;
        try
        {
            string? line;
            do
            {
                line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            }
            while (line?.Contains("first admin", StringComparison.Ordinal) == false);

            Assert.Matches(pattern, line);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
