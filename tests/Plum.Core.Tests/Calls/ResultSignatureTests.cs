using System.Text;
using Plum.Core.Calls;
using Xunit;

namespace Plum.Core.Tests.Calls;

public sealed class ResultSignatureTests
{
    private const string Key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    /// <summary>
    /// The expected value is what PHP's hash_hmac('sha256', "$delivery.$sequence.$timestamp.$body", $key) returns.
    /// </summary>
    [Fact]
    public void Of_IsWhatAReceiverComputes()
    {
        var body = "phone_number=16175551234&message_reference=caf%C3%A9&call_id=7&result=completed"u8;

        Assert.Equal(
            "sha256=883faa15cb66202e594f7cded5533cf4084941fb9fce80e4feeefbd8ddc51825",
            ResultSignature.Of(Key, "demo-0000000012-34", 5, 1_641_214_800, body));
    }

    [Fact]
    public void Of_ChangesWithEachPart()
    {
        string[] signatures =
        [
            Of(Key, "demo-1-0", 1, 1, "a=1"),
            Of(Key.Replace('0', '1'), "demo-1-0", 1, 1, "a=1"),
            Of(Key, "demo-1-1", 1, 1, "a=1"),
            Of(Key, "demo-1-0", 2, 1, "a=1"),
            Of(Key, "demo-1-0", 1, 2, "a=1"),
            Of(Key, "demo-1-0", 1, 1, "a=2"),
        ];

        Assert.Distinct(signatures);
    }

    private static string Of(string key, string delivery, long sequence, long timestamp, string body) =>
        ResultSignature.Of(key, delivery, sequence, timestamp, Encoding.UTF8.GetBytes(body));
}
