using Plum.Standalone.Tests.Durable;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Plum.Standalone.Tests;

/// <summary>Runs the tests; or, as the child of a crash test, the process that is to die.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [CrashChild.Argument, ..] => CrashChild.RunAsync(args),
        _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
            TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };
}
