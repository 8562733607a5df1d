using System.Security.Cryptography;

namespace Netes.ApiServer.Resources;

/// <summary>Makes names from metadata.generateName: the prefix and five characters that make no words.</summary>
internal static class NameGenerator
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int RandomLength = 5;
    private const int LongestPrefix = 63 - RandomLength;

    public static string Generate(string prefix) =>
        (prefix.Length > LongestPrefix ? prefix[..LongestPrefix] : prefix) + RandomNumberGenerator.GetString(Alphabet, RandomLength);
}
