using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Plum.Functions.Gateways;
using Plum.Functions.Shared.Input;
using Plum.Functions.Shared.Settings;

namespace Plum.Repository.Tests.Infra;

/// <summary>The settings of the app on Azure are those it reads.</summary>
internal static partial class SettingRules
{
    /// <summary>All that Azure needs, and no others than it may have.</summary>
    public static IEnumerable<string> Settings(Deployment deployment)
    {
        var given = Given(deployment).Select(setting => setting.Name).ToList();
        var needed = AppSettings.All.Where(setting => setting.Use.HasFlag(SettingUse.Azure));
        var known = AppSettings.All.Where(setting => setting.Use != SettingUse.Local);
        var unset = needed.Select(setting => setting.Name).Except(given);
        var unknown = given.Except(known.Select(setting => setting.Name)).Where(name => !IsOfGateway(name));
        return unset.Select(name => $"{name} is not set")
            .Concat(unknown.Select(name => $"{name} is not a setting of the app"));
    }

    /// <summary>Gateways as the parameter file has them, where it has any.</summary>
    public static IEnumerable<string> Gateways(Deployment deployment) =>
        from wanted in new (string Name, string Value)[]
        {
            ("Plum:Gateways:main:Kind", "twilio"),
            ("Plum:Gateways:main:Account", "AC1"),
            ("Plum:Dialing:Gateway", "main"),
            ("Plum:Callbacks:Address", "https://calls.example.com"),
        }
        where deployment.Name != "main" && !Given(deployment).Contains(wanted)
        select $"{wanted.Name} is not {wanted.Value}";

    private static bool IsOfGateway(string name) => GatewaySetting().Match(name) is { Success: true } match
        && typeof(GatewaySettings).GetProperty(match.Groups[1].Value) is not null;

    /// <summary>A value that is written down is the app's own default, but for what dev sets itself.</summary>
    public static IEnumerable<string> Defaults(Deployment deployment) =>
        from setting in Given(deployment)
        where setting.Value.Length > 0 && setting.Value[0] != '[' && deployment.Name != "dev"
        where setting.Name is not ("Plum:Dialing:Gateway" or "Plum:Callbacks:Address") // a parameter's
        let section = AppSettings.Sections.SingleOrDefault(it => it.Settings.Any(known => known.Name == setting.Name))
        where section is not null
        let property = section.Options.GetProperty(setting.Name[(setting.Name.LastIndexOf(':') + 1)..])!
        let value = property.GetValue(Activator.CreateInstance(section.Options))
        where !value!.Equals(Read(property, setting.Value))
        select $"{setting.Name} is {setting.Value}, by default {value}";

    private static object? Read(PropertyInfo property, string text)
    {
        try
        {
            return TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The Functions host lets through what the app takes.</summary>
    public static IEnumerable<string> Bodies(Deployment deployment) =>
        from limit in new[] { InputLimits.Default.MaxBodyBytes.ToString(CultureInfo.InvariantCulture) }
        where !Given(deployment).Contains(("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", limit))
        select $"the host does not take bodies of {limit} bytes";

    /// <summary>By the names that the app knows them by.</summary>
    public static IEnumerable<(string Name, string Value)> Given(Deployment deployment) =>
        from config in deployment.Of("Microsoft.Web/sites/config")
        where config.Id.EndsWith("/config/appsettings", StringComparison.Ordinal)
        from setting in config.Properties.EnumerateObject()
        select (setting.Name.Replace("__", ":", StringComparison.Ordinal), config.At($"properties.{setting.Name}")!);

    // Azure takes no hyphen in the name of a setting.
    [GeneratedRegex("^Plum:Gateways:[a-z0-9]{1,40}:(\\w+)$")]
    private static partial Regex GatewaySetting();
}
