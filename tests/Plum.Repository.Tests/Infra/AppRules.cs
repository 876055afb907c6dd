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
    private const string Rule = "Microsoft.Insights/scheduledQueryRules";
    private const string Site = "Microsoft.Web/sites";

    private static readonly Metric[] Trouble = [Metrics.Calls, Metrics.Poisoned, Metrics.Findings, Metrics.Stalled];

    private static readonly string[] Outcomes =
        [Outcome.Completed, Outcome.Failed, Outcome.Canceled, Outcome.Expired, Outcome.Unknown];

    // Besides functions by themselves, what Azure scales together.
    private static readonly string[] Scaled =
        ["http", "durable", .. ScaledByThemselves().Select(name => $"function:{name}")];

    // Columns of the tables that alerts ask, by Azure Monitor's reference of them.
    private static readonly Dictionary<string, string[]> Tables = new()
    {
        ["AppMetrics"] = ["Name", "Properties", "Sum"],
        ["AppRequests"] = ["ItemCount", "ResultCode"],
    };

    /// <summary>Alerts ask tables for their columns, and answer the figure and the dimension looked at.</summary>
    public static IEnumerable<string> Queries(Deployment deployment) =>
        from rule in deployment.Of(Rule)
        let query = TextOf(rule)
        let dimension = rule.At("properties.criteria.allOf.0.dimensions.0.name") ?? ""
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
        select $"{rule}: {fault}";

    private static string TextOf(Resource rule) => rule.At("properties.criteria.allOf.0.query")!;

    private static bool IsAnswered(string query, string dimension) =>
        dimension.Length == 0 || query.Contains($" by {dimension} = ", StringComparison.Ordinal);

    /// <summary>What is asked over HTTP is an address of the app.</summary>
    public static IEnumerable<string> Addresses(Deployment deployment) =>
        from test in deployment.Of("Microsoft.Insights/webtests")
        let asked = Asked().Match(test.At("properties.Request.RequestUrl")!).Groups[1].Value
        where !Routes.Contains(asked)
        select $"{test}: the app has no address {asked}";

    private static readonly string?[] Routes =
    [
        .. from type in typeof(PlumApp).Assembly.GetTypes()
           from method in type.GetMethods()
           from parameter in method.GetParameters()
           select parameter.GetCustomAttribute<HttpTriggerAttribute>()?.Route,
    ];

    /// <summary>Alerts ask for measures the app takes, by their labels; all that tell of trouble have one.</summary>
    public static IEnumerable<string> Alerts(Deployment deployment)
    {
        var queries = deployment.Of(Rule).Select(TextOf)
            .Where(query => query.Contains("AppMetrics", StringComparison.Ordinal)).ToList();
        var unwatched = Trouble.Where(metric => !queries.Any(query => AsksFor(query, metric)));
        return queries.SelectMany(FaultsOf).Concat(unwatched.Select(metric => $"nobody is told of {metric.Name}"));
    }

    private static bool AsksFor(string query, Metric metric) =>
        query.Contains($"where Name == \"{metric.Name}\"", StringComparison.Ordinal);

    private static IEnumerable<string> FaultsOf(string query)
    {
        if (Metrics.All.SingleOrDefault(metric => AsksFor(query, metric)) is not { } metric)
        {
            return [$"no measure of the app is asked for by {query}"];
        }

        var labels = Label().Matches(query).Select(match => match.Groups[1].Value);
        var texts = Quoted().Matches(query).Select(match => match.Groups[1].Value);
        return labels.Except(metric.Labels).Select(label => $"{metric.Name} has no label {label}")
            .Concat(texts.Except([metric.Name, .. Outcomes]).Select(text => $"{text} is no outcome of a call"));
    }

    /// <summary>Instances are kept ready for functions that there are.</summary>
    public static IEnumerable<string> AlwaysReady(Deployment deployment) =>
        from site in deployment.Of(Site)
        from item in site.Properties.GetProperty("functionAppConfig").GetProperty("scaleAndConcurrency")
            .GetProperty("alwaysReady").EnumerateArray()
        let name = item.GetProperty("name").GetString()
        where !Scaled.Contains(name)
        select $"there is no {name}";

    private static IEnumerable<string> ScaledByThemselves() =>
        from type in typeof(PlumApp).Assembly.GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null && method.GetParameters().Any(IsQueueOrTimer)
        select function.Name;

    private static bool IsQueueOrTimer(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(QueueTriggerAttribute)) || parameter.IsDefined(typeof(TimerTriggerAttribute));

    /// <summary>The app runs on what it is built for.</summary>
    public static IEnumerable<string> Runtime(Deployment deployment)
    {
        var built = Framework().Match(Tree.Read("functions/Directory.Build.props")).Groups[1].Value;
        return from site in deployment.Of(Site)
               let runtime = "properties.functionAppConfig.runtime"
               where site.At($"{runtime}.name") != "dotnet-isolated" || site.At($"{runtime}.version") != built
               select $"the app is built for .NET {built} and an isolated worker";
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

    [GeneratedRegex(@"https://\{0\}/([\w/]+)'")]
    private static partial Regex Asked();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
