using System.Text.Json;
using System.Text.RegularExpressions;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Repository.Tests.Dashboards;

/// <summary>
/// What must hold of a Grafana dashboard, so that it can be imported and every panel of it shows something the app
/// publishes.
/// </summary>
internal static partial class DashboardRules
{
    private const string DataSource = "${datasource}";

    /// <summary>Grafana's version of the format that came with Grafana 8.5; later ones read it.</summary>
    private const int OldestSchema = 36;

    // What the web server publishes (System.Diagnostics metrics of ASP.NET Core), as far as it is shown.
    private static readonly Metric Requests = new(
        "http.server.request.duration",
        MetricKind.Histogram,
        "s",
        "",
        "http_route",
        "http_response_status_code",
        "http_request_method");

    // Grafana's own variables, and PromQL's functions, as far as they are used.
    private static readonly string[] Builtin = ["__all", "__rate_interval", "__range", "__interval"];
    private static readonly string[] Functions = ["histogram_quantile", "increase", "max", "rate", "sum"];

    private static readonly Dictionary<string, Metric> Published = Metrics.All.Append(Requests)
        .SelectMany(metric => PrometheusNames.Of(metric).Select(name => (name, metric)))
        .ToDictionary(pair => pair.name, pair => pair.metric);

    /// <summary>Everything that is wrong.</summary>
    public static IReadOnlyList<string> Faults(string text)
    {
        var dashboard = JsonDocument.Parse(text).RootElement;
        var panels = dashboard.GetProperty("panels").EnumerateArray().ToList();
        var shown = panels.Where(panel => TextOf(panel, "type") != "row").ToList();
        return
        [
            .. WholeFaults(dashboard),
            .. panels
                .CountBy(panel => panel.GetProperty("id").GetInt32())
                .Where(id => id.Value > 1)
                .Select(id => $"Two panels are {id.Key}."),
            .. shown
                .SelectMany(PanelFaults)
                .Concat(shown.SelectMany(panel => Targets(panel).SelectMany(QueryFaults)).Distinct()),
            .. Overlaps(panels),
            .. Unshown(shown),
        ];
    }

    private static IEnumerable<string> WholeFaults(JsonElement dashboard)
    {
        if (dashboard.GetProperty("schemaVersion").GetInt32() < OldestSchema
            || TextOf(dashboard, "title") is ""
            || TextOf(dashboard, "uid") is "")
        {
            yield return "It has no title, no uid or an old schemaVersion.";
        }

        var variables = dashboard.GetProperty("templating").GetProperty("list").EnumerateArray();
        var declared = variables.Select(variable => TextOf(variable, "name")).ToList();
        foreach (var name in Variable()
            .Matches(dashboard.GetRawText())
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .Where(name => !declared.Contains(name) && !Builtin.Contains(name)))
        {
            yield return $"Nobody declares ${name}.";
        }

        if (!variables.Any(variable =>
            (TextOf(variable, "name"), TextOf(variable, "type"), TextOf(
                variable, "query")) == ("datasource", "datasource", "prometheus")))
        {
            yield return "Nobody can choose its data source.";
        }
    }

    private static IEnumerable<string> PanelFaults(JsonElement panel)
    {
        if (TextOf(panel, "type") is not ("timeseries" or "stat"))
        {
            yield return $"Panel {panel.GetProperty("id")} is of no kind of Grafana's that is used here.";
        }

        var (title, targets) = (TextOf(panel, "title"), Targets(panel).ToList());
        if (title is "" || TextOf(panel, "description") is "")
        {
            yield return $"Panel {panel.GetProperty("id")} does not say what it shows.";
        }

        if (targets.Count == 0 || targets.Select(target => TextOf(target, "refId")).Distinct().Count() != targets.Count)
        {
            yield return $"{title} asks nothing, or two things by one name.";
        }

        if (targets
            .Append(panel)
            .Any(part => !part.TryGetProperty("datasource", out var source) || TextOf(source, "uid") != DataSource))
        {
            yield return $"{title} has a data source of its own.";
        }
    }

    private static IEnumerable<string> QueryFaults(JsonElement target)
    {
        var query = TextOf(target, "expr");
        var selectors = Selector()
            .Matches(query)
            .Select(match => (Name: match.Groups[1].Value, Labels: match.Groups[2].Value))
            .ToList();
        if (selectors.Count == 0 || query.Count(c => c == '(') != query.Count(c => c == ')'))
        {
            yield return $"This is no query: {query}";
        }

        foreach (var name in Called().Matches(query).Select(match => match.Groups[1].Value).Except(Functions))
        {
            yield return $"PromQL has no {name}.";
        }

        foreach (var (name, _) in selectors.Where(selector => !Published.ContainsKey(selector.Name)))
        {
            yield return $"Nobody publishes {name}.";
        }

        foreach (var (name, labels) in selectors.Where(selector => Published.ContainsKey(selector.Name)))
        {
            var known = PrometheusNames.LabelsOf(Published[name], name);
            var asked = Matcher()
                .Matches(labels)
                .Concat(Grouping().Matches(query).SelectMany(by => Word().Matches(by.Groups[1].Value)))
                .Concat(Legend().Matches(TextOf(target, "legendFormat")))
                .Select(match => match.Groups[^1].Value);
            foreach (var label in asked.Except(known))
            {
                yield return $"{name} has no label {label}.";
            }
        }
    }

    private static IEnumerable<string> Overlaps(List<JsonElement> panels)
    {
        var places = panels.Select(panel => panel.GetProperty("gridPos")).SelectMany(Cells).ToList();
        if (places.Count != places.Distinct().Count() || places.Any(place => place.X > 23))
        {
            yield return "Panels lie on each other, or beside the 24 columns.";
        }
    }

    private static IEnumerable<(int X, int Y)> Cells(JsonElement place) =>
        from x in Enumerable.Range(place.GetProperty("x").GetInt32(), place.GetProperty("w").GetInt32())
        from y in Enumerable.Range(place.GetProperty("y").GetInt32(), place.GetProperty("h").GetInt32())
        select (x, y);

    private static IEnumerable<string> Unshown(List<JsonElement> panels)
    {
        var queries = string.Join('\n', panels.SelectMany(Targets).Select(target => TextOf(target, "expr")));
        return Metrics.All.Where(
            metric => !PrometheusNames.Of(metric).Any(name => queries.Contains(name + "{", StringComparison.Ordinal)))
            .Select(metric => $"Nothing shows {metric.Name}.");
    }

    private static IEnumerable<JsonElement> Targets(JsonElement panel) =>
        panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray() : [];

    private static string TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    [GeneratedRegex(@"\$\{?(\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\b([a-z_]+)\(")]
    private static partial Regex Called();

    [GeneratedRegex(@"([a-z][a-z0-9_]*)\{([^}]*)\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"([a-z_]+)(?==)")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"by \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"([a-z_]+)")]
    private static partial Regex Word();

    [GeneratedRegex(@"\{\{([^}]*)\}\}")]
    private static partial Regex Legend();
}
