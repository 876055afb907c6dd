using Microsoft.Extensions.Logging;
using Plum.Core.Campaigns;

namespace Plum.Functions.Shared;

/// <summary>What every line logged within some work names beside its own words.</summary>
internal static class LogScopes
{
    private static readonly Func<ILogger, string, IDisposable?> Campaigns =
        LoggerMessage.DefineScope<string>("Campaign {Campaign}");
    private static readonly Func<ILogger, string, IDisposable?> Runs = LoggerMessage.DefineScope<string>("Run {Run}");

    public static IDisposable? Campaign(this ILogger logger, CampaignKey key) => Campaigns(logger, key.Partition);

    /// <summary>Calls of a campaign that one dialer has claimed together.</summary>
    public static IDisposable? Run(this ILogger logger, string run) => Runs(logger, run);
}
