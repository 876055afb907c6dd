using System.Diagnostics;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>The short form of ./trouble: the service and its carrier are killed while calls are open.</summary>
public sealed class OpenCallKillTests
{
    /// <summary>P3, P4, P6, P7: what the run checks and prints.</summary>
    [Fact]
    public async Task Kills_OfServiceAndCarrier_LoseNoOutcome_AndPlaceNoCallTwice()
    {
        var program = AppContext.BaseDirectory.Replace("Plum.Functions.Tests", "bench", StringComparison.Ordinal);
        string[] arguments =
        [
            Path.Combine(program, "bench.dll"), "trouble",
            "--times", "3", "--peer", "1", "--calls", "300", "--hurry", "--untimed",
        ];
        using var trouble = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

        var told = await Task.WhenAll(
            trouble.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            trouble.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await trouble.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(trouble.ExitCode == 0, string.Join('\n', told));
    }
}
