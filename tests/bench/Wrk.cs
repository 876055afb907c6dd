using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Plum.Bench;

/// <summary>wrk: as many requests over 64 connections as are answered.</summary>
/// <param name="P50">In milliseconds, as is <paramref name="P99"/>.</param>
internal sealed partial record Wrk(double PerSecond, double P50, double P99)
{
    public const int Connections = 64;

    public static bool IsThere
    {
        get
        {
            try
            {
                using var wrk = Start("--version");
                return true;
            }
            catch (Win32Exception)
            {
                return false; // not on the path
            }
        }
    }

    /// <summary>Asks for one address; any answer but a success is an error.</summary>
    public static async Task<Wrk> RunAsync(string address, string token, TimeSpan time)
    {
        using var wrk = Start(
            "--threads", "2", "--connections", $"{Connections}", "--duration", $"{time.TotalSeconds:0}s",
            "--timeout", "60s", "--latency",
            "--header", $"Authorization: Bearer {token}", address);
        var text = await wrk.StandardOutput.ReadToEndAsync();
        return Rate().Match(text) is { Success: true } rate && !text.Contains("Non-2xx", StringComparison.Ordinal)
            ? new(Number(rate), Milliseconds("50", text), Milliseconds("99", text))
            : throw new InvalidOperationException($"wrk {address}: {text}{await wrk.StandardError.ReadToEndAsync()}");
    }

    // "     99%   12.34ms"; us, ms, s or m
    private static double Milliseconds(string percent, string text)
    {
        var found = Latency().Matches(text).Single(match => match.Groups["percent"].Value == percent);
        var unit = found.Groups["unit"].Value switch { "us" => 0.001, "ms" => 1, "s" => 1_000, _ => 60_000 };
        return Number(found) * unit;
    }

    private static double Number(Match match) =>
        double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("wrk", arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    [GeneratedRegex(@"Requests/sec:\s+(?<number>[\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"(?<percent>\d+)%\s+(?<number>[\d.]+)(?<unit>us|ms|s|m)\s")]
    private static partial Regex Latency();
}
