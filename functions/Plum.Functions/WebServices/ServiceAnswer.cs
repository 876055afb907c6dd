using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Plum.Core.PhoneLists;
using Plum.Core.Queueing;
using Plum.Functions.Shared;

namespace Plum.Functions.WebServices;

/// <summary>An answer of queuecall or queuecalls without a list of calls: XML, or JSON if that is asked for.</summary>
/// <param name="Service">queuecall or queuecalls: the root element.</param>
/// <param name="Echo">The variables as they were sent, in the order of the documents.</param>
/// <remarks>
/// Failures answer 200 as well, for clients that read the body of nothing else; HTTP's own troubles (a wrong method, a
/// body too large, storage that does not answer) have their own status.
/// </remarks>
internal sealed record ServiceAnswer(string Service, IReadOnlyList<(string Name, string Value)> Echo) : IResult
{
    public const string Pin = "pin";

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Why nothing was queued; empty when it was.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>call_id, or campaign_id and call_count.</summary>
    public IReadOnlyList<(string Name, long Value)> Attributes { get; init; } = [];

    /// <summary>Rows that were left out, for a request that asked for that.</summary>
    public IReadOnlyList<BadRow>? BadRows { get; init; }

    public ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    public static ServiceAnswer To(string service, PostVariables sent, IReadOnlyList<string> variables) =>
        new(service, [.. variables.Where(name => sent[name] is not null).Select(name => (name, sent[name]!))]);

    public bool Failed => Errors.Count > 0;

    public ServiceAnswer Fail(IReadOnlyList<string> faults) => this with { Errors = faults };

    public ServiceAnswer Fail(string fault) => Fail([fault]);

    public ServiceAnswer Fail(int status, string error) => this with { Status = status, Errors = [error] };

    /// <summary>
    /// Nothing was queued: for these faults, or because the idempotency key is in use or was used before.
    /// </summary>
    public ServiceAnswer Fail(IReadOnlyList<string> faults, Answer refused) =>
        faults.Count > 0 ? Fail(faults) : this with
        {
            Status = refused.Status,
            Errors = [JsonElement.Parse(refused.Body.Span).GetProperty("error").GetString()!],
            Headers = [.. refused.Headers.Select(header => (header.Key, header.Value))],
        };

    /// <summary>What was queued, for the first time or long ago.</summary>
    public ServiceAnswer Queued(Answer kept, params IReadOnlyList<(string Name, long Value)> attributes) => this with
    {
        Attributes = attributes,
        Headers = [.. kept.Headers.Select(header => (header.Key, header.Value))],
    };

    /// <summary>The rows that were left out: how many, and the first of them.</summary>
    public ServiceAnswer Without(PhoneListResult skipped) =>
        this with { Attributes = [.. Attributes, ("rejected_count", skipped.Rejected)], BadRows = skipped.BadRows };

    public ServiceAnswer With(string header, string value) => this with { Headers = Headers.Add((header, value)) };

    /// <summary>
    /// With what the sender should know although it is no fault: in a header, since clients search the body for the
    /// word failed.
    /// </summary>
    public ServiceAnswer Noting(IReadOnlyList<string> sentences) => sentences.Count == 0
        ? this
        : With("X-Plum-Note", Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(string.Join(' ', sentences))));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using var writer = BeginOn(httpContext, body);
        if (Failed)
        {
            writer.Errors(Errors);
        }

        writer.End();
        writer.Flush();
        httpContext.Response.ContentLength = body.WrittenCount;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await httpContext.Response.Body.WriteAsync(body.WrittenMemory, httpContext.RequestAborted);
        }
    }

    /// <summary>Sets status and headers, and writes everything up to the errors or calls.</summary>
    public AnswerWriter BeginOn(HttpContext http, IBufferWriter<byte> output)
    {
        var format = AnswerFormats.Of(http.Request);
        SetHeaders(http.Response, format);
        var writer = AnswerWriter.Create(format, output);
        writer.Begin(Service, Failed ? "failed" : "queued", Attributes);
        foreach (var (name, value) in Echo)
        {
            // The documented sample shows the PIN; what failed may have failed because the PIN was somebody else's.
            if (!Failed || name != Pin)
            {
                writer.Echo(name, value);
            }
        }

        if (BadRows is not null)
        {
            writer.BadRows(BadRows);
        }

        return writer;
    }

    private void SetHeaders(HttpResponse response, AnswerFormat format)
    {
        response.StatusCode = Status;
        response.ContentType = format == AnswerFormat.Json ? "application/json" : "text/xml; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store"; // it may hold the PIN
        response.Headers.Vary = "Accept";
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }
    }
}
