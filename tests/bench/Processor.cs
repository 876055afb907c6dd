using System.Diagnostics;

namespace Plum.Bench;

internal static class Processor
{
    /// <summary>What this process has used of the processors so far.</summary>
    public static TimeSpan Used
    {
        get
        {
            using var self = Process.GetCurrentProcess();
            return self.TotalProcessorTime;
        }
    }
}
