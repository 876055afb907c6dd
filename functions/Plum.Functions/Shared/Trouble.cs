using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Shared;

/// <summary>
/// What a client is told when its request ended with an exception; in which form is the interface's to say.
/// </summary>
/// <param name="RetryAfter">Seconds, or null when trying again is not going to help.</param>
internal sealed record Trouble(int Status, string Error, int? RetryAfter = null)
{
    /// <summary>As the API says it.</summary>
    public Answer Answer => RetryAfter is { } seconds
        ? Shared.Answer.Error(Status, Error).RetryAfter(seconds)
        : Shared.Answer.Error(Status, Error);

    public static Trouble Of(Exception exception, HttpRequest http, ILogger logger)
    {
        switch (exception)
        {
            case BusyException busy:
                return new(StatusCodes.Status503ServiceUnavailable, busy.Message, 1);
            case RequestFailedException full when full.IsDiskFull():
                logger.StorageFailed(http.Method, LogPrivacy.Of(http.Path), full);
                return new(
                    StatusCodes.Status503ServiceUnavailable,
                    "The disk of the data folder is full; make room on it and try again.",
                    60);
            case RequestFailedException { ErrorCode: StorageFaults.Damaged } damaged:
                logger.StorageFailed(http.Method, LogPrivacy.Of(http.Path), damaged);
                return new(
                    StatusCodes.Status500InternalServerError,
                    "The data file is damaged; stop the service and restore a backup.");
            case RequestFailedException busy when busy.IsThrottled():
                logger.StorageFailed(http.Method, LogPrivacy.Of(http.Path), busy);
                return new(StatusCodes.Status503ServiceUnavailable, "The storage account is too busy; try again.", 5);
            case RequestFailedException { Status: 0 or 408 or 429 or >= 500 } storage:
                logger.StorageFailed(http.Method, LogPrivacy.Of(http.Path), storage);
                return new(StatusCodes.Status503ServiceUnavailable, "The storage does not answer; try again.", 5);
            case BadRequestBodyException bad:
                return new(bad.Status, bad.Message);
            default:
                logger.Failed(http.Method, LogPrivacy.Of(http.Path), exception);
                return new(StatusCodes.Status500InternalServerError, "The server made a mistake; it has been logged.");
        }
    }
}

internal static partial class TroubleLog
{
    [LoggerMessage(1, LogLevel.Warning, "Storage failed during {Method} {Path}.")]
    public static partial void StorageFailed(this ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Path} failed.")]
    public static partial void Failed(this ILogger logger, string method, string path, Exception exception);
}
