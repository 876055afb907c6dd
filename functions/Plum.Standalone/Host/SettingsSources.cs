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
            from setting in Read(Path.Combine(AppContext.BaseDirectory, "host.json")).AsEnumerable()
            where setting.Value is not null
            select KeyValuePair.Create($"{HostSettings.Section}:{setting.Key}", (string?)setting.Value));
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
        from setting in Read(Path.Combine(folder, "local.settings.json")).GetSection("Values").AsEnumerable(makePathsRelative: true)
        where setting.Value is not null
        select KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value);

    private static IConfiguration Read(string path)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(path, optional: true).Build();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new StandaloneStartupException($"{path} cannot be read: {(e.InnerException ?? e).Message.TrimEnd('.')}.", e);
        }
    }
}
