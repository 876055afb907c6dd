using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Plum.Standalone.Clock;

namespace Plum.Standalone.Host;

/// <summary>What the person who started the app sees: where it is, and a first command that works when pasted.</summary>
internal sealed class Banner(WebApplication web, Arguments arguments, TimeProvider time, string? database, bool isShown)
{
    public string Urls => arguments.Urls;

    public void Print()
    {
        if (isShown)
        {
            Console.Out.Write(Text());
        }
    }

    public void PrintStopped()
    {
        if (isShown)
        {
            Console.Out.WriteLine("Stopped.");
        }
    }

    internal string Text()
    {
        var url = web.Urls.FirstOrDefault() ?? arguments.Urls;
        var text = new StringBuilder().AppendLine($"PlumFunctions listens on {url}  (Ctrl-C stops it)");
        text.AppendLine($"  storage  {Storage()}");
        if (time is VirtualClock clock)
        {
            text.AppendLine($"  clock    virtual, from {clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC");
        }

        // Elsewhere what is said at the start ends in somebody's logs, and secrets must not.
        if (web.Environment.IsDevelopment() && Setting("Token") is { Length: > 0 } token)
        {
            text.AppendLine($"  account  token {token}, login {Setting("Login")}, PIN {Setting("Pin")}");
            text.AppendLine($"  try      curl -H 'Authorization: Bearer {token}' {url}/api/schedules");
        }

        return text.ToString();
    }

    // A storage account's connection string holds its key.
    private string Storage() => database ?? $"the account that {StandaloneBuilder.StorageSetting} names";

    private string? Setting(string name) => web.Configuration["Plum:Development:" + name];
}
