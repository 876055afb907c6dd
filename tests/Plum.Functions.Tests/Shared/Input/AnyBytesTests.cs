using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Plum.Functions.Shared.Input;
using Xunit;

namespace Plum.Functions.Tests.Shared.Input;

/// <summary>Whatever is sent, the request is read or refused in words.</summary>
public sealed class AnyBytesTests
{
    // Pieces that bodies are made of, so that chance builds near misses rather than noise.
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "--x", "--x", "--x--", "\r\n", "\r\n", "\n", "Content-Disposition: form-data; name=\"a\"",
            "; filename=\"f\"", "Content-Disposition: attachment; name=phone_list",
            "Content-Type: text/csv", ":", "a=1", "&", "a[]=", "a[0][b]=", "[", "]", "%41", "%", "+", "{", "}", "\"",
            "\"a\":", ",", "1", "é", "\0",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3],
    ];

    private static readonly string?[] Types =
        [
            null,
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "text/plain",
            "x",
            "application/json; boundary=",
        ];

    [Fact]
    public void Read_GivesFieldsOrARefusal() =>
        Prop.ForAll(Requests.ToArbitrary(), request =>
        {
            var http = new DefaultHttpContext();
            http.Request.Body = new MemoryStream(request.Body);
            http.Request.ContentType = request.Type;
            try
            {
                var fields = RequestFields
                    .ReadAsync(http.Request, (file, ct) => file.Content.CopyToAsync(Stream.Null, ct), default)
                    .GetAwaiter()
                    .GetResult();
                return fields.Names.All(name => fields.Has(name)
                    && fields.Utf8(name) is not null
                    && (fields.Array(name) ?? []).All(text => text is not null));
            }
            catch (BadRequestBodyException refusal)
            {
                return refusal is { Status: 400 or 413 or 415, Message.Length: > 10 };
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    private static Gen<(string? Type, byte[] Body)> Requests =>
        from type in Gen.Elements(Types)
        from count in Gen.Choose(0, 30)
        from pieces in Gen.Elements(Pieces).ArrayOf(count)
        select (type, pieces.SelectMany(piece => piece).ToArray());
}
