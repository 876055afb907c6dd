using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions;
using Plum.Functions.Shared.Settings;
using Plum.Functions.Shared.Telemetry;
using Plum.Repository.Tests.Support;

namespace Plum.Repository.Tests.Infra;

/// <summary>What infra-bicep says about the app is what the app says about itself.</summary>
internal static partial class AppRules
{
    /// <summary>The settings of the app on Azure, and no others.</summary>
    public static IEnumerable<string> Settings(BicepTree tree)
    {
        var given = Given(tree).Select(setting => setting.Name).ToList();
        var azure = AppSettings.All.Where(setting => setting.Use.HasFlag(SettingUse.Azure) && setting.Use != SettingUse.Optional).Select(setting => setting.Name);
        var known = AppSettings.All.Where(setting => setting.Use != SettingUse.Local).Select(setting => setting.Name);
        return azure.Except(given).Select(name => $"{name} is not set")
            .Concat(given.Concat(Overridden(tree)).Except(known).Select(name => $"{name} is not a setting of the app on Azure"))
            .Concat(given.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => $"{same.Key} is set twice"));
    }

    /// <summary>A value that is written down is the app's own default, or the two would drift apart.</summary>
    public static IEnumerable<string> Defaults(BicepTree tree) =>
        from setting in Given(tree)
        where setting.Value.Kind == "string" && !setting.Value.Text.Contains("${", StringComparison.Ordinal)
        let section = AppSettings.Sections.SingleOrDefault(section => section.Settings.Any(known => known.Name == setting.Name))
        where section is not null
        let property = section.Options.GetProperty(setting.Name[(setting.Name.LastIndexOf(':') + 1)..])!
        where !Equals(property.GetValue(Activator.CreateInstance(section.Options)), Read(property, setting.Value.Text))
        select $"line {setting.Value.Line}: {setting.Name} is {setting.Value.Text}, by default not";

    private static object? Read(PropertyInfo property, string text)
    {
        try
        {
            return TypeDescriptor.GetConverter(property.PropertyType).ConvertFromString(null, CultureInfo.InvariantCulture, text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>What is a secret comes from the vault.</summary>
    public static IEnumerable<string> SecretSettings(BicepTree tree) =>
        from setting in Given(tree)
        where AppSettings.All.Any(known => known.Name == setting.Name && known.IsSecret) && setting.Name != "APPLICATIONINSIGHTS_CONNECTION_STRING"
        where !setting.Value.Text.EndsWith("Reference", StringComparison.Ordinal)
        select $"line {setting.Value.Line}: {setting.Name} is not a reference to the vault";

    private static IEnumerable<(string Name, BicepValue Value)> Given(BicepTree tree) =>
        from it in tree.Resources
        where it.Resource.Type == "Microsoft.Web/sites/config"
        from variable in it.File.Variables
        where it.Resource.Body.At("properties")?.Text.Contains(variable.Name, StringComparison.Ordinal) is true
        from setting in variable.Value.Properties ?? new Dictionary<string, BicepValue>()
        select (setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value);

    private static IEnumerable<string> Overridden(BicepTree tree) =>
        from file in tree.Files
        from value in file.Variables
        where file.IsParameters && value.Name == "settings"
        from name in value.Value.Properties?.Keys ?? []
        select name.Replace("__", ":", StringComparison.Ordinal);

    /// <summary>Alerts ask for measures the app takes, by labels they have, and each that tells of trouble has its alert.</summary>
    public static IEnumerable<string> Alerts(BicepTree tree)
    {
        var queries = tree.Templates.SelectMany(file => file.Values).Where(value => value.Kind == "string" && value.Text.Contains("AppMetrics", StringComparison.Ordinal)).ToList();
        var faults = new List<string>();
        foreach (var query in queries)
        {
            var metric = Metrics.All.SingleOrDefault(metric => query.Text.Contains($"where Name == \"{metric.Name}\"", StringComparison.Ordinal));
            faults.AddRange(metric is null ? [$"line {query.Line} asks for no measure of the app"] : LabelFaults(query, metric));
        }

        Metric[] trouble = [Metrics.Calls, Metrics.Poisoned, Metrics.Findings, Metrics.Stalled];
        return faults.Concat(trouble.Where(metric => !queries.Any(query => query.Text.Contains($"\"{metric.Name}\"", StringComparison.Ordinal)))
            .Select(metric => $"nobody is told of {metric.Name}"));
    }

    private static IEnumerable<string> LabelFaults(BicepValue query, Metric metric) =>
        Label().Matches(query.Text).Select(match => match.Groups[1].Value).Except(metric.Labels).Select(label => $"line {query.Line}: {metric.Name} has no label {label}")
            .Concat(Quoted().Matches(query.Text).Select(match => match.Groups[1].Value).Where(text => text != metric.Name && !Outcomes.Contains(text))
                .Select(text => $"line {query.Line}: {text} is no outcome of a call"));

    private static readonly string[] Outcomes = [Outcome.Completed, Outcome.Failed, Outcome.Canceled, Outcome.Expired, Outcome.Unknown];

    /// <summary>Instances are kept ready for groups of functions that there are.</summary>
    public static IEnumerable<string> AlwaysReady(BicepTree tree) =>
        from file in tree.Files
        from value in file.Variables
        where file.IsParameters && value.Name == "alwaysReady"
        from item in value.Value.Items ?? []
        let name = item.At("name")?.Text ?? "nothing"
        where !Groups.Contains(name)
        select $"{file}:{item.Line}: there is no {name}";

    private static readonly string[] Groups = ["http", "durable", .. Functions().Select(name => $"function:{name}")];

    /// <summary>Those scaled by themselves: by a queue or a timer.</summary>
    private static IEnumerable<string> Functions() =>
        from type in typeof(PlumApp).Assembly.GetTypes()
        from method in type.GetMethods()
        where method.GetCustomAttribute<FunctionAttribute>() is not null
        where method.GetParameters().Any(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>() is not null || parameter.GetCustomAttribute<TimerTriggerAttribute>() is not null)
        select method.GetCustomAttribute<FunctionAttribute>()!.Name;

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
