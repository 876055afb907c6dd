using System.ComponentModel;
using System.Reflection;
using Plum.Functions.Shared.Settings;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Repository.Tests.Infra;

/// <summary>The settings of the app on Azure are those it reads.</summary>
internal static class SettingRules
{
    /// <summary>All that Azure needs, and no others; a parameter file may give others a value.</summary>
    public static IEnumerable<string> Settings(BicepTree tree)
    {
        var given = Given(tree).Select(setting => setting.Name).ToList();
        var needed = AppSettings.All.Where(setting => setting.Use.HasFlag(SettingUse.Azure)).Select(setting => setting.Name);
        var known = AppSettings.All.Where(setting => setting.Use != SettingUse.Local).Select(setting => setting.Name);
        return needed.Except(given).Select(name => $"{name} is not set")
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
        let value = property.GetValue(Activator.CreateInstance(section.Options))
        where !value!.Equals(Read(property, setting.Value.Text))
        select $"line {setting.Value.Line}: {setting.Name} is {setting.Value.Text}, by default {value}";

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

    /// <summary>A secret comes from the vault. The connection string of Application Insights sends nothing alone.</summary>
    public static IEnumerable<string> SecretSettings(BicepTree tree)
    {
        var secrets = AppSettings.All.Where(setting => setting.IsSecret && setting.Name != TelemetrySettings.Insights);
        return from setting in Given(tree)
               where secrets.Any(secret => secret.Name == setting.Name)
               where !setting.Value.Text.EndsWith("Reference", StringComparison.Ordinal)
               select $"line {setting.Value.Line}: {setting.Name} is not a reference to the vault";
    }

    /// <summary>The variables that the resource of the app's settings joins.</summary>
    private static IEnumerable<(string Name, BicepValue Value)> Given(BicepTree tree) =>
        from it in tree.Resources
        where it.Resource.Type == "Microsoft.Web/sites/config"
        from variable in it.File.Variables
        where it.Resource.Body.At("properties")?.Text.Contains(variable.Name, StringComparison.Ordinal) is true
        from setting in variable.Value.Properties ?? []
        select (Colons(setting.Key), setting.Value);

    private static IEnumerable<string> Overridden(BicepTree tree) =>
        from file in tree.Files
        from value in file.Variables
        where file.IsParameters && value.Name == "settings"
        from setting in value.Value.Properties ?? []
        select Colons(setting.Key);

    private static string Colons(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
