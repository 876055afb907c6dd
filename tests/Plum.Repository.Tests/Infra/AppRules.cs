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

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
