using Azure;

namespace Plum.Standalone.Queues;

/// <summary>The queue service's refusals, with its statuses and codes.</summary>
internal static class QueueErrors
{
    public const string NotFoundCode = "QueueNotFound";

    public static RequestFailedException QueueNotFound(string queue) =>
        new(404, $"The queue {queue} does not exist.", NotFoundCode, null);

    public static RequestFailedException MessageNotFound() =>
        new(404, "The specified message does not exist.", "MessageNotFound", null);

    public static RequestFailedException PopReceiptMismatch() =>
        new(400, "The pop receipt is no longer that of the message: it was received or updated since.", "PopReceiptMismatch", null);

    public static RequestFailedException OutOfRangeName(string message) => new(400, message, "OutOfRangeInput", null);

    public static RequestFailedException OutOfRange(string message) => new(400, message, "OutOfRangeQueryParameterValue", null);
}
