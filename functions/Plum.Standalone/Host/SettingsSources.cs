using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Plum.Standalone.Host;

/// <summary>
/// Where settings come from, the later winning: the app's host.json, local.settings.json of the folder it is started in, the
/// environment, the command line.
/// </summary>
internal static class SettingsSources
{
    public static void Add(ConfigurationManager configuration, string[] args)
    {
        configuration.AddInMemoryCollection(
            Read(Path.Combine(AppContext.BaseDirectory, "host.json"), HostSettings.Section, _ => true));
        configuration.AddInMemoryCollection(LocalSettings(Environment.CurrentDirectory));
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(Complete(args));
    }

    /// <summary>Development, Production or another, as the Functions host takes it; --environment wins over the environment's variables.</summary>
    public static string EnvironmentOf(string[] args)
    {
        var named = new[]
        {
            new ConfigurationBuilder().AddCommandLine(Complete(args)).Build()[HostDefaults.EnvironmentKey],
            Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT"),
            Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT"),
        };
        return named.FirstOrDefault(name => !string.IsNullOrEmpty(name)) ?? Environments.Production;
    }

    /// <summary>A bare --switch means --switch=true; the command-line provider would take the next argument for its value.</summary>
    public static string[] Complete(string[] args) =>
        [.. args.Select((arg, i) => IsBare(arg, i + 1 < args.Length ? args[i + 1] : null) ? arg + "=true" : arg)];

    private static bool IsBare(string arg, string? next) =>
        arg.StartsWith("--", StringComparison.Ordinal) && !arg.Contains('=', StringComparison.Ordinal)
        && (next is null || next.StartsWith("--", StringComparison.Ordinal));

    private static IEnumerable<KeyValuePair<string, string?>> LocalSettings(string folder) =>
        from setting in Read(Path.Combine(folder, "local.settings.json"), "", name => name == "Values")
        select KeyValuePair.Create(setting.Key.Split(':', 2)[1].Replace("__", ":", StringComparison.Ordinal), setting.Value);

    private static List<KeyValuePair<string, string?>> Read(string path, string section, Func<string, bool> take)
    {
        var settings = new List<KeyValuePair<string, string?>>();
        if (!File.Exists(path))
        {
            return settings;
        }

        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), options);
            foreach (var property in json.RootElement.EnumerateObject().Where(p => take(p.Name)))
            {
                Flatten(section.Length == 0 ? property.Name : $"{section}:{property.Name}", property.Value, settings);
            }

            return settings;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new StandaloneStartupException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static void Flatten(string name, JsonElement value, List<KeyValuePair<string, string?>> settings)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
            {
                Flatten($"{name}:{property.Name}", property.Value, settings);
            }
        }
        else if (value.ValueKind != JsonValueKind.Array)
        {
            settings.Add(KeyValuePair.Create(name, value.ValueKind == JsonValueKind.Null ? null : value.ToString()));
        }
    }
}
