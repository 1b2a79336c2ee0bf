// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CodeData} from "../src/libraries/CodeData.sol";
import {Test} from "./base/Test.sol";

contract CodeDataTest is Test {
    function testFuzz_read_givesWhatWasWritten(bytes memory data) public {
        address account = CodeData.write(data);
        vm.assertEq(CodeData.read(account), data, "data");
        vm.assertEq(uint256(uint8(account.code[0])), 0, "the first byte of the code stops");
    }

    function test_write_takesAsMuchAsCodeMayHave() public {
        vm.assertEq(CodeData.read(CodeData.write(new bytes(24_575))).length, 24_575, "largest");
        vm.expectRevert(CodeData.WriteFailed.selector);
        this.write(24_576);
    }

    function write(uint256 size) external {
        CodeData.write(new bytes(size));
    }
}
