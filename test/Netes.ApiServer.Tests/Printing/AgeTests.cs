using Netes.ApiServer.Printing;

namespace Netes.ApiServer.Tests.Printing;

public sealed class AgeTests
{
    [Theory]
    [InlineData(-5, "<invalid>")]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(303, "5m3s")]
    [InlineData(600, "10m")]
    [InlineData(10799, "179m")]
    [InlineData(10800, "3h")]
    [InlineData(12240, "3h24m")]
    [InlineData(3600 * 47, "47h")]
    [InlineData(86400 * 2, "2d")]
    [InlineData(86400 * 7 + 3600 * 5, "7d5h")]
    [InlineData(86400 * 100, "100d")]
    [InlineData(86400 * 365 * 3, "3y")]
    [InlineData(86400 * (365 * 3 + 10), "3y10d")]
    [InlineData(86400L * 365 * 9 + 86400 * 10, "9y")]
    public void Of_SaysItInKubectlsWords(long seconds, string expected) => Assert.Equal(expected, Age.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Since_NoTime_IsUnknown() => Assert.Equal("<unknown>", Age.Since(null, DateTime.UnixEpoch));
}
