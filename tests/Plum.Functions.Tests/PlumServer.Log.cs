using Microsoft.Extensions.Logging;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Host;

namespace Plum.Functions.Tests;

/// <summary>Every server of a test has its whole log read, at every level that the app allows.</summary>
public sealed partial class PlumServer
{
    private readonly LogWatch _log = new();

    partial void WatchLog(StandaloneBuilder builder)
    {
        builder.Configuration["Logging:LogLevel:Default"] ??= "Trace";
        builder.Logging.AddProvider(_log);
    }

    partial void CheckLog() => _log.Check(_options.MayFail);
}
