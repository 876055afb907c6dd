using Microsoft.Extensions.Logging;
using Plum.Functions.Tests.Support;

namespace Plum.Functions.Tests;

/// <summary>Every server of a test has its whole log read, at every level.</summary>
public sealed partial class PlumServer
{
    private readonly LogWatch _log = new();

    partial void WatchLog(ILoggingBuilder logging) => logging.AddProvider(_log).AddFilter<LogWatch>(null, LogLevel.Trace);

    partial void CheckLog() => _log.Check(_options.MayFail);
}
