using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Plum.Core.VoiceTrends;
using Plum.Functions.WebServices;

namespace Plum.Functions.VoiceTrends;

/// <summary>
/// An answer of VoiceTrends: JSON without a blank, or XML if that is asked for, and where the client stands with its
/// limit.
/// </summary>
/// <param name="Members">In the order in which they are shown.</param>
internal sealed record TrendsAnswer(int Status, RateStanding Standing, ImmutableArray<TrendsMember> Members) : IResult
{
    private ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    public static TrendsAnswer Ok(RateStanding standing, params ImmutableArray<TrendsMember> members) =>
        new(StatusCodes.Status200OK, standing, members);

    /// <summary>Every answer but a 200 has this one member (call volume, error).</summary>
    public static TrendsAnswer Error(int status, RateStanding standing, string error) =>
        new(status, standing, [new TrendsMember.Text("error", error)]);

    public TrendsAnswer With(string header, string value) => this with { Headers = Headers.Add((header, value)) };

    public TrendsAnswer RetryAfter(int seconds) => With("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var format = AnswerFormats.OfVoiceTrends(httpContext.Request);
        var body = new ArrayBufferWriter<byte>(1024);
        if (format == AnswerFormat.Xml)
        {
            TrendsXml.Write(body, Members);
        }
        else
        {
            TrendsJson.Write(body, Members);
        }

        SetHeaders(httpContext.Response, format);
        httpContext.Response.ContentLength = body.WrittenCount;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await httpContext.Response.Body.WriteAsync(body.WrittenMemory, httpContext.RequestAborted);
        }
    }

    private void SetHeaders(HttpResponse response, AnswerFormat format)
    {
        response.StatusCode = Status;
        response.ContentType = format == AnswerFormat.Xml ? "application/xml" : "application/json";
        response.Headers.XContentTypeOptions = "nosniff";

        // It may hold credentials; and one that is kept would tell of a limit that is over.
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept";
        response.Headers["X-RateLimit-Limit"] = Standing.Limit.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-RateLimit-Remaining"] = Standing.Remaining.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-RateLimit-Reset"] = Standing.Reset
            .ToUnixTimeSeconds()
            .ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }
    }
}
