using System.Net;
using Plum.Functions.Shared.Outbound;
using Xunit;

namespace Plum.Functions.Tests.Shared.Outbound;

public sealed class NetworkAddressTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")] // carrier-grade NAT
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")] // clouds' metadata
    [InlineData("168.63.129.16")] // Azure's fabric
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("203.0.113.9")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")] // the old way to write an IPv4 address as IPv6
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::10.0.0.1")] // NAT64
    [InlineData("64:ff9b:1::1")]
    [InlineData("2002:0a00:0001::1")] // 6to4 of 10.0.0.1
    [InlineData("2001:0:1::1")] // Teredo
    [InlineData("2001:db8::1")]
    [InlineData("100::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")] // Amazon's metadata
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void PrivateAndSpecialAddresses_AreNotPublic(string address) =>
        Assert.False(NetworkAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("64:ff9b::1.1.1.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450::1")]
    public void OtherAddresses_ArePublic(string address) =>
        Assert.True(NetworkAddress.IsPublic(IPAddress.Parse(address)));
}
