using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions;
using Plum.Functions.Shared.Telemetry;
using Plum.Repository.Tests.Support;

namespace Plum.Repository.Tests.Infra;

/// <summary>What infra-bicep says about the app is so.</summary>
internal static partial class AppRules
{
    private static readonly Metric[] Trouble = [Metrics.Calls, Metrics.Poisoned, Metrics.Findings, Metrics.Stalled];

    private static readonly string[] Outcomes =
        [Outcome.Completed, Outcome.Failed, Outcome.Canceled, Outcome.Expired, Outcome.Unknown];

    // Besides functions by themselves, what Azure scales together.
    private static readonly string[] Scaled = ["http", "durable", .. ScaledByThemselves().Select(name => $"function:{name}")];

    // Columns of the tables that alerts ask, by Azure Monitor's reference of them.
    private static readonly Dictionary<string, string[]> Tables = new()
    {
        ["AppMetrics"] = ["Name", "Properties", "Sum"],
        ["AppRequests"] = ["ItemCount", "ResultCode"],
    };

    /// <summary>Each alert's query asks a table for columns it has, and answers the figure and the dimension looked at.</summary>
    public static IEnumerable<string> Queries(BicepTree tree) =>
        from file in tree.Templates
        from variable in file.Variables
        from rule in variable.Value.Items ?? []
        where rule.At("query") is not null
        let query = rule.At("query")!.Text
        let dimension = rule.At("dimension")?.Text ?? ""
        let table = Table().Match(query).Value
        from fault in (string?[])
        [
            Tables.ContainsKey(table) ? null : $"there is no table {table}",
            .. Column().Matches(Quoted().Replace(query, "")).Select(match => match.Value)
                .Except([table, .. Tables.GetValueOrDefault(table, [])]).Select(column => $"{table} has no {column}"),
            Figure().IsMatch(query) ? null : "it answers no value",
            IsAnswered(query, dimension) ? null : $"it answers no {dimension}",
        ]
        where fault is not null
        select $"{file}:{rule.Line}: {fault}";

    private static bool IsAnswered(string query, string dimension) =>
        dimension.Length == 0 || query.Contains($" by {dimension} = ", StringComparison.Ordinal);

    /// <summary>What is asked over HTTP is an address of the app.</summary>
    public static IEnumerable<string> Addresses(BicepTree tree) =>
        from file in tree.Templates
        from value in file.Values
        where value.Kind != "object"
        from Match asked in Asked().Matches(value.Text)
        where !Routes.Contains(asked.Groups[1].Value)
        select $"{file}:{value.Line}: the app has no address {asked.Groups[1].Value}";

    private static readonly string?[] Routes =
    [
        .. from type in typeof(PlumApp).Assembly.GetTypes()
           from method in type.GetMethods()
           from parameter in method.GetParameters()
           select parameter.GetCustomAttribute<HttpTriggerAttribute>()?.Route,
    ];

    /// <summary>Alerts ask for measures the app takes, by labels they have; each that tells of trouble has its alert.</summary>
    public static IEnumerable<string> Alerts(BicepTree tree)
    {
        var queries = tree.Templates.SelectMany(file => file.Strings)
            .Where(text => text.Text.Contains("AppMetrics", StringComparison.Ordinal)).ToList();
        var unwatched = Trouble.Where(metric => !queries.Any(query => AsksFor(query, metric)));
        return queries.SelectMany(FaultsOf).Concat(unwatched.Select(metric => $"nobody is told of {metric.Name}"));
    }

    private static bool AsksFor(BicepValue query, Metric metric) =>
        query.Text.Contains($"where Name == \"{metric.Name}\"", StringComparison.Ordinal);

    private static IEnumerable<string> FaultsOf(BicepValue query)
    {
        if (Metrics.All.SingleOrDefault(metric => AsksFor(query, metric)) is not { } metric)
        {
            return [$"line {query.Line} asks for no measure of the app"];
        }

        var labels = Label().Matches(query.Text).Select(match => match.Groups[1].Value);
        var texts = Quoted().Matches(query.Text).Select(match => match.Groups[1].Value);
        return labels.Except(metric.Labels).Select(label => $"{metric.Name} has no label {label}")
            .Concat(texts.Except([metric.Name, .. Outcomes]).Select(text => $"{text} is no outcome of a call"))
            .Select(fault => $"line {query.Line}: {fault}");
    }

    /// <summary>Instances are kept ready for functions that there are.</summary>
    public static IEnumerable<string> AlwaysReady(BicepTree tree) =>
        from file in tree.Files
        from value in file.Variables
        where file.IsParameters && value.Name == "alwaysReady"
        from item in value.Value.Items ?? []
        let name = item.At("name")?.Text ?? "nothing"
        where !Scaled.Contains(name)
        select $"{file}:{item.Line}: there is no {name}";

    private static IEnumerable<string> ScaledByThemselves() =>
        from type in typeof(PlumApp).Assembly.GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null && method.GetParameters().Any(IsQueueOrTimer)
        select function.Name;

    private static bool IsQueueOrTimer(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(QueueTriggerAttribute)) || parameter.IsDefined(typeof(TimerTriggerAttribute));

    /// <summary>The app runs on what it is built for.</summary>
    public static IEnumerable<string> Runtime(BicepTree tree)
    {
        var built = Framework().Match(Tree.Read("functions/Directory.Build.props")).Groups[1].Value;
        return from it in tree.Resources
               where it.Resource.Type == "Microsoft.Web/sites"
               let runtime = it.Resource.Body.At("properties.functionAppConfig.runtime")
               where runtime?.At("name")?.Text != "dotnet-isolated" || runtime.At("version")?.Text != built
               select $"{it.File}:{it.Resource.Line}: the app is built for .NET {built} and an isolated worker";
    }

    [GeneratedRegex("<TargetFramework>net([0-9.]+)</TargetFramework>")]
    private static partial Regex Framework();

    [GeneratedRegex(@"Properties\.(\w+)")]
    private static partial Regex Label();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Table();

    [GeneratedRegex(@"\b(?<!\.)[A-Z]\w+")]
    private static partial Regex Column();

    [GeneratedRegex(@"\b(?:summarize|project) value = ")]
    private static partial Regex Figure();

    [GeneratedRegex(@"\.hostName\}/([\w/]+)")]
    private static partial Regex Asked();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
