using Azure;
using Microsoft.AspNetCore.Http;
using Plum.Core.PhoneLists;
using Plum.Functions.Calls;

namespace Plum.Functions.WebServices;

/// <summary>
/// The answer to queuecalls: every call with its id, read page by page from storage while it is sent.
/// </summary>
internal sealed class ListAnswer(ServiceAnswer head, QueuedList list, ListTable pages) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (output, ct) = (httpContext.Response.BodyWriter, httpContext.RequestAborted);
        var next = await FirstPageAsync(ct);
        using var writer = head.BeginOn(httpContext, output);
        writer.BeginCalls();
        var (batch, callId) = (list.Batch, list.FirstCallId);
        for (var number = 1; next is { } page; number++)
        {
            // The next page is read while this one is written.
            var reading = (long)number * CallPage.Size < list.Calls ? pages.ReadAsync(list.BatchId, number, ct) : null;
            foreach (var call in page)
            {
                writer.Call(callId++, batch.Completed(call));
            }

            writer.Flush();
            await output.FlushAsync(ct);
            next = reading is null ? null : await reading;
        }

        writer.EndCalls();
        writer.End();
        writer.Flush();
        await output.FlushAsync(ct);
    }

    /// <summary>
    /// Null when the campaign has been deleted since, or storage does not answer just now: what has been queued is
    /// queued, and the client is told its number, if without the calls.
    /// </summary>
    private async Task<CallPage?> FirstPageAsync(CancellationToken ct)
    {
        try
        {
            return await pages.ReadAsync(list.BatchId, 0, ct);
        }
        catch (RequestFailedException)
        {
            return null;
        }
    }
}
