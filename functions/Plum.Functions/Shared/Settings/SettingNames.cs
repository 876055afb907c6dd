using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Plum.Functions.Gateways;

namespace Plum.Functions.Shared.Settings;

/// <summary>
/// That every setting which begins with Plum: or AzureWebJobsStorage: is one of the app's: a misspelled one would be
/// ignored in silence.
/// </summary>
public sealed class SettingNames
{
    internal static readonly string[] Sections = ["Plum", StorageConnection.Section];
}

/// <summary>
/// Stops the start on a setting that the app does not have, and names the one that was perhaps meant.
/// </summary>
internal sealed class SettingNamesCheck(IConfiguration configuration) : IValidateOptions<SettingNames>
{
    private static readonly string[] _known = [.. AppSettings.All.Select(setting => setting.Name)];

    public ValidateOptionsResult Validate(string? name, SettingNames options)
    {
        string[] known = [.. _known, .. configuration.GetSection(GatewaySettings.Section).GetChildren()
            .SelectMany(gateway => GatewayDirectory.SectionOf(gateway.Key).Settings.Select(setting => setting.Name))];
        var faults = SettingNames.Sections.SelectMany(section => configuration.GetSection(section).AsEnumerable())
            .Where(setting => setting.Value is not null && setting.Key.Contains(':'))
            .Where(setting => !known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            .Select(setting => $"{setting.Key} is not a setting of this app; is it {Nearest(setting.Key, known)}?")
            .Order(StringComparer.Ordinal)
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static string Nearest(string wrong, string[] names) =>
        names.MinBy(known => Distance(known.ToUpperInvariant(), wrong.ToUpperInvariant()))!;

    /// <summary>
    /// How many letters have to be put in, taken out or replaced to make one text the other (Levenshtein).
    /// </summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
