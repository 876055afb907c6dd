using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Plum.Standalone.Host;

/// <summary>How the person who starts the app wants it run: from the command line, or settings such as Standalone__Data.</summary>
/// <remarks>Not from settings of the bare names: DATA or PORT in an environment may be meant for somebody else.</remarks>
/// <param name="Urls">Where to listen.</param>
/// <param name="Data">The data folder.</param>
/// <param name="Fresh">Whether to throw away what is in it.</param>
/// <param name="VirtualStart">Where the virtual clock starts, null for the machine's own clock.</param>
internal sealed record Arguments(string Urls, string Data, bool Fresh, DateTimeOffset? VirtualStart)
{
    private static readonly string[] InstantForms =
        ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    public static Arguments Of(string[] args, IConfiguration settings)
    {
        var line = new ConfigurationBuilder().AddCommandLine(SettingsSources.Complete(args)).Build();
        string? Get(string name) => (line[name] ?? settings["Standalone:" + name]) is { Length: > 0 } value ? value : null;
        return new(
            UrlsOf(Get("port"), Get("urls")),
            Get("data") ?? ".plum",
            Get("fresh") is { } fresh && SwitchOf(fresh),
            Get("virtual-clock") is { } instant ? InstantOf(instant) : null);
    }

    private static string UrlsOf(string? port, string? urls)
    {
        if (port is null)
        {
            // Kestrel picks a free port only for one address, and localhost is two.
            var given = urls is { Length: > 0 } ? urls : "http://localhost:7071";
            return given.Replace("//localhost:0", "//127.0.0.1:0", StringComparison.OrdinalIgnoreCase);
        }

        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number == 0 ? "http://127.0.0.1:0" : $"http://localhost:{number}"
            : throw new StandaloneStartupException($"--port is '{port}', but must be a number from 0 to 65535.");
    }

    private static DateTimeOffset InstantOf(string text) =>
        DateTimeOffset.TryParseExact(text, InstantForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : throw new StandaloneStartupException($"--virtual-clock is '{text}', but must be an instant such as 2022-01-01T05:00:00-05:00.");

    private static bool SwitchOf(string text) => bool.TryParse(text, out var value)
        ? value
        : throw new StandaloneStartupException($"--fresh is '{text}', but must be true or false.");
}
