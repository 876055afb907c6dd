using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask;
using P = Microsoft.DurableTask.Protobuf;

namespace Plum.Standalone.Durable;

/// <summary>Instants and failures as the worker's messages hold them.</summary>
internal static class Proto
{
    // Messages and stack traces can be endless; a failure must fit into the history.
    private const int LongestText = 4096;
    private const int DeepestFailure = 4;

    public static Timestamp ToProto(this DateTimeOffset instant) => Timestamp.FromDateTimeOffset(instant);

    public static P.TaskFailureDetails ToProto(this Exception error, bool isFinal = false, int depth = 0) => new()
    {
        ErrorType = error.GetType().ToString(),
        ErrorMessage = Shortened(error.Message),
        StackTrace = error.StackTrace is { } trace ? Shortened(trace) : null,
        InnerFailure = depth < DeepestFailure ? error.InnerException?.ToProto(depth: depth + 1) : null,
        IsNonRetriable = isFinal,
    };

    public static TaskFailureDetails ToDetails(this P.TaskFailureDetails failure) =>
        new(failure.ErrorType, failure.ErrorMessage, failure.StackTrace, failure.InnerFailure?.ToDetails(), null);

    private static string Shortened(string text) => text.Length <= LongestText ? text : text[..LongestText] + "…";
}
