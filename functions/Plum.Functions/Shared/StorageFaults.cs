using Azure;
using Microsoft.Extensions.Logging;

namespace Plum.Functions.Shared;

/// <summary>Storage that fails in a way of its own.</summary>
public static partial class StorageFaults
{
    /// <summary>The code of a full disk below the embedded store; storage accounts have none such.</summary>
    public const string DiskFull = "DiskFull";

    /// <summary>The code of a damaged data file of the embedded store.</summary>
    public const string Damaged = "DataFileDamaged";

    public static bool IsDiskFull(this RequestFailedException fault) => fault.ErrorCode == DiskFull;

    /// <summary>A storage account that is asked more than it takes.</summary>
    public static bool IsThrottled(this RequestFailedException fault) =>
        fault.Status == 429 || fault.ErrorCode == "ServerBusy";

    [LoggerMessage(
        3,
        LogLevel.Error,
        "The disk of the data folder is full: what is stored can be read, but no call is accepted or dialed until "
            + "there is room on it")]
    public static partial void NothingWritten(this ILogger logger, Exception exception);
}
