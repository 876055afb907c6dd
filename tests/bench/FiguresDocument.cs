using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Plum.Bench.Peers;

namespace Plum.Bench;

/// <summary>
/// docs/figures.md: a section for each figure, with the day and the machine it was measured on. Those not measured this
/// time stay as they are.
/// </summary>
/// <remarks>Make it before measuring: what else the machine is doing belongs to the figures.</remarks>
internal sealed partial class FiguresDocument
{
    private const string Head = """
        # Figures

        `./bench` measures what the service promises; `./bench --write` also writes it here, and with the names of
        figures (`./bench start --write`) only these. Every section says when and where it was measured, and how loaded
        the machine was before.

        What people would use instead is measured in the same run, in turn, as its users set it up to keep what it is
        given: BullMQ on Redis with an append-only file that is on disk every second, Quartz.NET and Hangfire on SQLite.
        So are the floors: SQLite, CsvHelper and Azurite by themselves. A ratio says how many times more the service does,
        or, against a floor, how many times longer it takes. `./bench pace --long` looks at ten minutes instead of one.
        """;

    private const string NotMeasured = "Not measured yet.";

    private readonly string? _load = FirstLine("/proc/loadavg", "")?.Split(' ')[0];

    public void Write(IEnumerable<Figure> figures, IReadOnlyDictionary<string, IReadOnlyList<Row>> measured)
    {
        var path = Path.Combine(ServiceProcess.Root(), "docs", "figures.md");
        var before = Section().Matches(File.ReadAllText(path))
            .ToDictionary(section => section.Groups[1].Value, section => section.Groups[2].Value.Trim());
        var text = new StringBuilder(Head);
        foreach (var figure in figures)
        {
            var body = measured.TryGetValue(figure.Name, out var rows) ? Body(figure, rows)
                : before.GetValueOrDefault(figure.Name, $"{About(figure)}. {NotMeasured}");
            text.Append(CultureInfo.InvariantCulture, $"\n\n## {figure.Name}\n\n{body}");
        }

        File.WriteAllText(path, text.Append('\n').ToString());
    }

    private string Body(Figure figure, IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder(
            $"{About(figure)}.\n{WhenAndWhere()}\n\n| what | target | measured | |\n|---|---|---|---|");
        foreach (var row in rows)
        {
            text.Append(
                CultureInfo.InvariantCulture, $"\n| {row.What} | {row.Target} | {row.Measured} | {row.Verdict} |");
        }

        return text.ToString();
    }

    private static string About(Figure figure) => $"{char.ToUpperInvariant(figure.About[0])}{figure.About[1..]}";

    private string WhenAndWhere()
    {
        SQLitePCL.Batteries_V2.Init();
        var version = typeof(Standalone.Host.StandaloneHost).Assembly.GetName().Version!.ToString(3);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Measured {TimeProvider.System.GetUtcNow():yyyy-MM-dd} with version {version} on "
            + $"{Environment.ProcessorCount} x {Processor()}, {memory:0} GB, "
            + $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, "
            + $"SQLite {SQLitePCL.raw.sqlite3_libversion().utf8_to_string()}")
            + (BullMq.Missing is null ? $", {BullMq.Versions}" : "")
            + (_load is null ? "." : $"; load before: {_load}.");
    }

    private static string Processor() =>
        FirstLine("/proc/cpuinfo", "model name")?.Split(':', 2)[1].Trim()
            ?? $"{RuntimeInformation.ProcessArchitecture}";

    // Linux alone has these files.
    private static string? FirstLine(string file, string beginning) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal))
        : null;

    [GeneratedRegex(@"^## (\S+)\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();
}
