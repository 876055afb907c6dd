using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Plum.Core.Tests.Times;

/// <summary>
/// The reference: PHP itself, where it is installed (as root on Debian: <c>apt-get install php-cli</c>).
/// </summary>
internal static class Php
{
    /// <summary>From 8.2 on, "next week" is the Monday of it.</summary>
    private static readonly Version Oldest = new(8, 2);

    /// <summary>The times with what PHP makes of them, or the reason why it cannot be asked.</summary>
    public static (string Version, SaidTime[] Times)? Read(IReadOnlyList<SaidTime> times, out string whyNot)
    {
        var file = Path.GetTempFileName();
        try
        {
            var cases = times.Select(time => new object[] { time.Zone, time.Now, time.Text });
            File.WriteAllText(file, JsonSerializer.Serialize(cases));
            var lines = Run(Path.Combine(AppContext.BaseDirectory, "Times", "strtotime.php"), file);
            whyNot = lines is null ? "php is not installed" : $"php {lines[0]} is older than {Oldest}";
            var canAsk = lines is not null && Version.Parse(lines[0].Split('-', '+')[0]) >= Oldest;
            return canAsk ? (lines![0], [.. times.Zip(lines.Skip(1), With)]) : null;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string[]? Run(params string[] arguments)
    {
        var folders = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "php"))))
        {
            return null;
        }

        var start =
            new ProcessStartInfo("php", ["-d", "memory_limit=-1", .. arguments]) { RedirectStandardOutput = true };
        using var php = Process.Start(start)!;
        return php.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static SaidTime With(SaidTime time, string line) => time with
    {
        Expected = line.Split('\t')[0] is not "false" and var seconds
            ? long.Parse(seconds, CultureInfo.InvariantCulture)
            : null,
        MustBeRead = time.MustBeRead && line.EndsWith('0'),
    };
}
